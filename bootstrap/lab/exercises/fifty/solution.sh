# What would become of each row. One is refused: a name with a space in it is no name.
columns=(--map name=Shop --map server=Address --map label.region=Region)
slipway -C chain cluster import chain/shops.csv "${columns[@]}" --dry-run || true

# The list is mended where it is wrong: that row, and a region that is written otherwise.
sed -i.bak -e 's/^Shop 17;/shop-17;/' -e 's/;North;/;north;/' chain/shops.csv
rm chain/shops.csv.bak
slipway -C chain cluster import chain/shops.csv "${columns[@]}"

# What a region has in common stands once.
cat >>chain/platform.yaml <<'end'
  groups:
    - name: north
      match: {region: north}
      components: {sample: {config: {message: Bring a coat}}}
    - name: south
      match: {region: south}
      components: {sample: {config: {message: Bring a hat}}}
end
slipway -C chain generate -q
slipway -C chain graph placement
git add chain
git commit --quiet --message 'Open 49 shops'
git push --quiet origin main
