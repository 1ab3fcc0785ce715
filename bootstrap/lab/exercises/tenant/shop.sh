# The team's repository, as it has packed it.
git init --quiet --bare --template= --initial-branch=main "$SLIPWAY_LAB_GIT/shop.git"
packed=$(mktemp -d)
trap 'rm -rf "$packed"' EXIT
git clone --quiet "$SLIPWAY_LAB_GIT/shop.git" "$packed" 2>/dev/null
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
