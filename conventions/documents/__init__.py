"""The convention as a document: compiled, laid out, sealed and verified. Data in, bytes out.

Nothing here reads a model or keeps anything: `conventions.services` fills `content.ConventionDocument`
and stores the bytes. Modules are imported one by one, because laying out (WeasyPrint) and sealing
(pyHanko) each take about a second to load and a web page needs neither.
"""
