# The till reads what is there now.
kubectl wait configmap/notice --namespace sample --for=create --timeout=2m

# What is new, what to know of it, and what it would take away.
slipway upgrade
slipway diff HEAD || [ $? -eq 3 ]

# The old name stays, from the same commit on.
sed -i.bak 's/^        text: Doors open at nine$/&\
        former: true/' platform.yaml
rm platform.yaml.bak
slipway diff HEAD || [ $? -eq 3 ]
slipway generate --commit
git push --quiet origin main
slipway status --wait 2m
