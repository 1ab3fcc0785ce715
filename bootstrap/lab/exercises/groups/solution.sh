# The first of the north is the cluster hub, whichever others there are.
sed -i.bak 's/^    - name: hub$/&\
      labels: {region: north}/' platform.yaml
rm platform.yaml.bak

# What the north has in common stands once, below spec.
cat >>platform.yaml <<'end'
  groups:
    - name: north
      match: {region: north}
      components: {sample: {config: {message: Bring a coat}}}
end
slipway generate --commit
slipway explain hub sample config.message
git push --quiet origin main
slipway status --wait 2m
