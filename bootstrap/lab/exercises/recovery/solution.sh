# Nobody answers for what Git says; what runs goes on.
slipway status || true
kubectl get deployment sample --namespace sample

# The change goes into the input, as ever, and the agent comes from where it came from.
sed -i.bak 's/^    sample: {}$/    sample: {config: {message: Tomorrow at nine}}/' platform.yaml
rm platform.yaml.bak
slipway generate
slipway bootstrap --timeout 4m
slipway status --wait 2m
