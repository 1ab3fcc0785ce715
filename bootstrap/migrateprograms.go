package bootstrap

import (
	"context"
	"fmt"
	"strings"
)

// haveAgent has the programs of the agent that comes be there, where they are compiled on this machine: once the other
// stands still, it would be too late to find that they cannot be.
func (m *migration) haveAgent(ctx context.Context, ui StepUI) error {
	for _, h := range m.hosts {
		p, compiles := h.provider.(compilingProvider)
		if !compiles {
			continue
		}
		lacks, err := p.agentLacks(ctx)
		if err != nil {
			return err
		}
		if len(lacks) == 0 {
			continue
		}
		record, err := ReadLab(m.StateDir)
		if err != nil {
			return err
		}
		if record != nil && record.Offline {
			return fmt.Errorf("the lab runs with --offline, and what %s needs is not compiled here: %s\nnothing was changed; where there is a network, run: slipway lab prefetch --agent %s",
				m.Agent.Title, strings.Join(lacks, ", "), m.Agent.Name)
		}
		if err := p.compileAgent(ctx, ui.Waiting); err != nil {
			return fmt.Errorf("compile what %s needs; nothing was changed: %w", m.Agent.Title, err)
		}
	}
	return nil
}
