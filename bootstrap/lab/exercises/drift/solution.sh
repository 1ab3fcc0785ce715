# A second terminal would show it all the time: every change, and who wrote it.
slipway lab watch --for 15s &

# As the colleague did.
kubectl scale deployment/sample --namespace sample --replicas=3

# The agent takes it back: it is not what Git says.
kubectl wait deployment/sample --namespace sample --for=jsonpath='{.spec.replicas}'=1 --timeout=2m
wait $!

# What is to last goes through Git.
sed -i.bak 's/^    sample: {}$/    sample: {config: {replicas: 3}}/' platform.yaml
rm platform.yaml.bak
slipway generate --commit
git push --quiet origin main
slipway status --wait 2m
