"""Files of a period: spreadsheets, a page for the brand's owner, a picture for a phone.

What draws and writes them is heavy: it is imported only where a file is made, which is in a
process of its own, so that the bot goes on answering.
"""
