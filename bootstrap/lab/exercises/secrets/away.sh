# The key lies outside of what Git takes back, and opens nothing any more.
rm -f ../till.key
