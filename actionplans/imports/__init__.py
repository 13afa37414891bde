"""An existing plan, in a spreadsheet or a Word document, turned into a proposal; nothing here writes anything."""
