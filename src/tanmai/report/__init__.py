"""The report of a result: pictures, one page to read, words for a paper."""
