# What stands in Git's history is known, so there is a new password. It is in no commit.
password=$(mktemp)
trap 'rm -f "$password"' EXIT
od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$password"

# The key stays outside of Git; its public half says for whom to encrypt.
recipient=$(slipway secret key ../till.key)
sed -i.bak 's/^    platform-info: .*$/    platform-info: {}/' platform.yaml
rm platform.yaml.bak
cat >>platform.yaml <<end
  credentials:
    - name: secrets
      kind: age
      recipients: [$recipient]
      from: {file: {identity: ../till.key}}
end
slipway secret set till --namespace sample password=@"$password"
slipway generate

# It pushes, and gives the key to who decrypts: the agent, or itself.
slipway bootstrap --timeout 2m
slipway status --wait 2m
kubectl get secret till --namespace sample
