"""The diagnosis as a document: its content as plain data, compared, laid out (PDF) and written (DOCX).

Nothing here reads the database: `diagnostics.services` fills `content.Content` and stores the bytes. Modules are
imported one by one, because WeasyPrint and python-docx take long to load and a web page needs neither.
"""
