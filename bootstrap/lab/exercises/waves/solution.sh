# Of two units that are not in order, one waits for the other.
slipway graph dependencies
slipway status || true

# So the first is mended: what containers may use grows along with what they ask for.
sed -i.bak 's/container: {requests: {memory: 1Gi}}/container: {requests: {memory: 1Gi}, limits: {memory: 1Gi}}/' platform.yaml
rm platform.yaml.bak
slipway generate --commit
git push --quiet origin main

# The page follows by itself.
slipway status --wait 2m
