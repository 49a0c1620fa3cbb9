"""How data files are read: cells and numbers, csv and workbooks, labelled tables, tariff schedules."""
