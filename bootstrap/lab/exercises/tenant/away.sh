# The lab keeps what it serves; this one was the exercise's.
rm -rf "$SLIPWAY_LAB_GIT/shop.git"
