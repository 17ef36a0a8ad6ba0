"""What the doctor looks at, each in a file: the folder, the database, time, the record, the worker."""
