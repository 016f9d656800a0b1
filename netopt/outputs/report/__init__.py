"""The rooms of the report: markup that escapes by itself, cells, tables, sections, and the page that holds them."""
