"""What is printed of an activity besides the monthly poster: the result sheet, signs to scan. Set by typst."""
