# The team's repository, as it has packed it. It has a mark, by which it is known when it goes.
shop="$SLIPWAY_LAB_GIT/shop.git"
if [ -e "$shop" ]; then
  echo "$shop is there already, and somebody's: this exercise needs a lab that serves no shop.git" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git init --quiet --bare --template= --initial-branch=main "$work/shop.git"
git config --file "$work/shop.git/config" slipway.exercise tenant
mv "$work/shop.git" "$shop"
packed="$work/shop"
git clone --quiet "$shop" "$packed" 2>/dev/null
mkdir "$packed/deploy"
cat >"$packed/deploy/prices.yaml" <<'end'
apiVersion: v1
kind: ConfigMap
metadata:
  name: prices
  namespace: shop
data:
  lemonade: "3"
end
cat >"$packed/deploy/admin.yaml" <<'end'
# It did not work without, on the laptop.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: shop-admin
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
  - kind: ServiceAccount
    name: default
    namespace: shop
end
git -C "$packed" add .
git -C "$packed" commit --quiet --message 'Sell lemonade'
git -C "$packed" push --quiet origin HEAD:main
