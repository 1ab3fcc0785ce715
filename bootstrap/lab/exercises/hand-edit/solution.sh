# It stops, and shows the edit.
slipway generate || true

# What Friday wanted goes into the input, and the file is written anew.
sed -i.bak 's/^    sample: {}$/    sample: {config: {replicas: 2}}/' platform.yaml
rm platform.yaml.bak
slipway generate --commit --force
git push --quiet origin main
slipway status --wait 2m
