# Whatever people called what they wrote: it is known by the folder that it reads. First goes
# what reads by-hand/units, which would bring back the rest.
kinds=$(kubectl get customresourcedefinitions applications.argoproj.io kustomizations.kustomize.toolkit.fluxcd.io clusterprofiles.config.projectsveltos.io \
  --ignore-not-found --output name | sed 's|.*/||' | paste -s -d , -)
[ -n "$kinds" ] || exit 0
found=$(kubectl get "$kinds" --all-namespaces --output jsonpath='{range .items[*]}{.kind}|{.metadata.namespace}|{.metadata.name}|{.spec.source.path}{.spec.sources[*].path}{.spec.path}{.spec.policyRefs[*].path}{"\n"}{end}')
for reads in '^by-hand/units(/|$)' '^by-hand(/|$)'; do
  while IFS='|' read -r kind namespace name path; do
    if [[ ${path#./} =~ $reads ]]; then
      kubectl delete "$kind" "$name" ${namespace:+--namespace "$namespace"} --ignore-not-found --wait=false
    fi
  done <<<"$found"
done
