# Say it in the input, and only there.
sed -i.bak 's/^    sample: {}$/    sample: {config: {message: Ahoy}}/' platform.yaml
rm platform.yaml.bak

# gitops/ is made of it.
slipway generate --commit
git push --quiet origin main

# The agent finds the commit and applies it.
slipway status --wait 2m
