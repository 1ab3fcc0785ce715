# The page still runs, and the commit can be made while the server is away.
kubectl get deployment sample --namespace sample
sed -i.bak 's/^    sample: {}$/    sample: {config: {message: All tickets are sold}}/' platform.yaml
rm platform.yaml.bak
slipway generate --commit

# The lab starts what does not run.
slipway lab up --no-bootstrap
git push --quiet origin main
slipway status --wait 2m
