package render

// MaxUpdate is how many clusters with this unit may change at a time so that
// every ring keeps to its own maxUpdate; 0 where none has one. An agent that
// counts over all clusters gets the least that any ring allows.
func (d *ownerData) MaxUpdate() (int, error) {
	clusters := map[string]int{}
	for _, c := range d.Platform.Clusters {
		for _, p := range c.Placements {
			if p.Unit.Name == d.Name {
				clusters[c.Ring]++
			}
		}
	}
	least := 0
	for _, ring := range d.Platform.Rings {
		if ring.MaxUpdate == nil || clusters[ring.Name] == 0 {
			continue
		}
		n, err := ring.AtOnce(clusters[ring.Name])
		if err != nil {
			return 0, err
		}
		if least == 0 || n < least {
			least = n
		}
	}
	return least, nil
}
