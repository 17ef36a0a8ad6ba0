"""Areas as files: read from GeoJSON and spreadsheets, looked at before anything is written, and given out."""
