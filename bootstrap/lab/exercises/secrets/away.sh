# The key lies outside of what Git takes back, and opens nothing any more.
begun=$(git rev-parse --git-path till.begun)
if [ -e "$begun" ] && [ ../till.key -nt "$begun" ]; then rm ../till.key; fi
rm -f "$begun"
