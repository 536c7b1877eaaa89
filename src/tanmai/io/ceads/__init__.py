"""Provincial MRIO workbooks of CEADs: read as they are downloaded, and written in that layout.

What each part does, in the order of the reading:

- `sheets`: which sheet holds the table, of which year, in which unit;
- `headings`, `axes`: which row and column is which, by code and label;
- `sectors`: 42 of a known vintage, or a user's own;
- `numbers`, `parts`: the cells as arrays, in the order of the table's index;
- `balance`: rows, columns and totals must add up;
- `reading`: all of it, with one message where it fails;
- `writing`: the same layout from any table of provinces.
"""
