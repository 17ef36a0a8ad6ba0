"""The almanac room 历: micro-groups today; activities and the monthly calendar stand on them later."""
