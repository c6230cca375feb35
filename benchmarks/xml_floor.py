"""The least that a program in Python can do with a test report: read all of it, and keep nothing."""

import sys
import xml.etree.ElementTree

for _, element in xml.etree.ElementTree.iterparse(sys.argv[1]):
    element.clear()
