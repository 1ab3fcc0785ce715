# The team's repository is on the same server.
shop=$(git remote get-url origin | sed 's|/[^/]*$|/shop.git|')
cat >>platform.yaml <<end
  tenants:
    - name: shop
      repository: {url: "$shop", path: deploy}
end
slipway generate --commit
git push --quiet origin main

# The contract is kept; what the team asks for beyond its bounds is refused, and told.
until slipway status --wait 2m | grep "the team's to mend"; do :; done

# So the team takes it out of what it has packed, in a folder outside of this one. The
# server is on this machine, and no proxy leads there.
packed=$(mktemp -d)
trap 'rm -rf "$packed"' EXIT
git clone --quiet --config http.proxy= --config user.name=Team --config user.email=team@localhost "$shop" "$packed"
git -C "$packed" rm --quiet deploy/admin.yaml
git -C "$packed" commit --quiet --message 'Do without the keys of the house'
git -C "$packed" push --quiet origin main
kubectl wait configmap/prices --namespace shop --for=create --timeout=2m
while slipway status --wait 2m | grep "the team's to mend"; do :; done
