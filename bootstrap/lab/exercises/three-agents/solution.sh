# This platform first, so that the others are the same.
sed -i.bak 's/^    sample: {}$/    sample: {config: {message: Mind the gap}}/' platform.yaml
rm platform.yaml.bak
slipway generate --commit

# One file makes a platform: the agent is another one, and where it lies.
mine=$(sed -n 's/^  agent: //p' platform.yaml)
for agent in argocd flux sveltos; do
  [ "$agent" = "$mine" ] && continue
  mkdir -p "twins/$agent"
  sed -e "s/^  agent: .*/  agent: $agent/" -e "s|^    branch: main|&\\
    path: twins/$agent|" platform.yaml >"twins/$agent/platform.yaml"
  slipway -C "twins/$agent" generate -q
done

# What stands beside each other, and what is another thing in each.
ls -d gitops/*/ twins/*/gitops/*/
grep -rl 'hands control to Git' gitops twins
cat >twins/compare.yaml <<'end'
same: [clusters, components]
root:
  argocd: gitops/argocd/root.yaml
  flux: gitops/flux/root.yaml
  sveltos: gitops/sveltos/root.yaml
end

git add twins
git commit --quiet --message 'Show the platform with each agent'
git push --quiet origin main
slipway status --wait 2m
