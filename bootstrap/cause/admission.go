package cause

// admissionRows are what the API server refuses by somebody's rule.
func admissionRows() []Row {
	return []Row{
		{
			Name:     "quota-exceeded",
			Messages: patterns(`exceeded quota: (?P<quota>[^,]+), requested: (?P<asked>.+?), used: (?P<used>.+?), limited: (?P<limit>\S+)`),
			Cause:    "the quota $quota is used up: $asked asked for, $used of $limit used",
			Mend:     "raise the ResourceQuota $quota in namespace $namespace, or ask for less in the component's config or its overrides",
		},
		{
			Name:     "limit-range",
			Messages: patterns(`(?P<bound>maximum|minimum) (?P<what>[\w.-]+) usage per (?P<per>\w+) is (?P<limit>[^,]+), but`),
			Cause:    "a LimitRange sets the $bound of $what per $per to $limit",
			Mend:     "change the LimitRange in namespace $namespace, or the resources in the component's config or its overrides",
		},
		{
			Name:     "pod-security",
			Messages: patterns(`violates PodSecurity "(?P<level>[^":]+)[^"]*": (?P<what>.+)`),
			Cause:    "the Pod Security level $level of the namespace forbids the pod",
			Mend:     "change the pod as the message says, by the component's config or overrides; or, if it must be so, set podSecurity of the component in its catalog",
		},
		{
			Name:     "policy-denied",
			Messages: patterns(`ValidatingAdmissionPolicy '(?P<policy>[^']+)' with binding '(?P<binding>[^']+)' denied request`),
			Cause:    "the ValidatingAdmissionPolicy $policy denies it",
			Mend:     "change the object as the policy says, or exempt it in ValidatingAdmissionPolicyBinding $binding",
		},
		{
			Name:     "webhook-denied",
			Messages: patterns(`admission webhook "(?P<webhook>[^"]+)" denied the request`),
			Cause:    "the admission webhook $webhook denies it",
			Mend:     "change the object as the message says, or exempt it where the webhook's rules are kept",
		},
		{
			Name:     "webhook-unanswered",
			Messages: patterns(`failed calling webhook "(?P<webhook>[^"]+)"`),
			Cause:    "the admission webhook $webhook does not answer",
			Mend:     "bring back what serves it; if nothing does any more, delete the webhook configuration that names $webhook",
		},
		{
			Name: "tenant-bounds",
			Messages: patterns(
				`User "system:serviceaccount:[^":]+:tenant-(?P<tenant>[^"]+)" cannot \w+ resource "(?P<what>[^"]+)"`,
				`resource \S*:(?P<what>\w+) is not permitted in project (?P<tenant>\S+)\.tenant`,
				`(?P<what>namespace \S+) is not permitted in project '(?P<tenant>\S+)\.tenant'`),
			Cause: "tenant $tenant goes beyond its bounds with $what",
			Mend:  "take it out of the tenant's repository; if the tenant is to have it, give it the namespace or the kind in spec.tenants",
		},
		{
			Name:     "not-allowed",
			Messages: patterns(`User "(?P<who>[^"]+)" cannot (?P<verb>\w+) resource "(?P<what>[^"]+)"`),
			Cause:    "$who may not $verb $what",
			Mend:     "bind a role that allows to $verb $what to $who, or let the agent use an account that has one",
		},
	}
}
