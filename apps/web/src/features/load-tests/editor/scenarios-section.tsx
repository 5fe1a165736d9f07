"use client";

import { nextId, type ScenarioDraft, emptyRequest } from "../model/draft.ts";
import { copyStep, moveItem } from "../model/edit-steps.ts";
import styles from "./editor.module.css";
import { NumberField, TextField } from "./fields.tsx";
import { useIssues } from "./issues-context.tsx";
import { AddButton } from "./rows-editor.tsx";
import { ItemMenu } from "./item-menu.tsx";
import { Section } from "./section.tsx";
import { StepList } from "./step-list.tsx";

interface ScenariosSectionProps {
  scenarios: readonly ScenarioDraft[];
  onChange: (scenarios: ScenarioDraft[]) => void;
}

/** What visitors do: scenarios, mixed by weight, each a list of steps. */
export function ScenariosSection({ scenarios, onChange }: ScenariosSectionProps) {
  const issues = useIssues();
  const wrong = issues.at(["scenarios"]);
  const total = scenarios.reduce((sum, scenario) => sum + (scenario.weight === "" ? 0 : scenario.weight), 0);
  const add = () => {
    const steps = [{ ...emptyRequest(), url: "/" }];
    onChange([...scenarios, { id: nextId(), name: `scenario ${scenarios.length + 1}`, weight: 1, steps }]);
  };
  return (
    <Section
      title="Scenarios"
      note={scenarios.length > 1 ? "each iteration plays one of them, by weight" : "what an iteration does"}
    >
      {scenarios.map((scenario, index) => (
        <ScenarioCard
          key={scenario.id}
          scenario={scenario}
          index={index}
          scenarios={scenarios}
          share={total > 0 && scenario.weight !== "" ? scenario.weight / total : null}
          onChange={onChange}
        />
      ))}
      {wrong && <p className={styles.wrong}>{wrong}</p>}
      <AddButton label="Scenario" onClick={add} />
    </Section>
  );
}

interface ScenarioCardProps extends ScenariosSectionProps {
  scenario: ScenarioDraft;
  index: number;
  /** Of all iterations, 0 to 1. */
  share: number | null;
}

function ScenarioCard({ scenario, index, scenarios, share, onChange }: ScenarioCardProps) {
  const change = (patch: Partial<ScenarioDraft>) =>
    onChange(scenarios.map((other) => (other.id === scenario.id ? { ...other, ...patch } : other)));
  const isOnly = scenarios.length < 2;
  const copy = () => {
    const copied = { ...scenario, id: nextId(), name: `${scenario.name} 2`, steps: scenario.steps.map(copyStep) };
    onChange(scenarios.toSpliced(index + 1, 0, copied));
  };
  return (
    <div className={styles.scenario} role="group" aria-label={`Scenario ${scenario.name}`}>
      <div className={styles.scenarioHead}>
        <TextField
          className={styles.scenarioName ?? ""}
          aria-label={`Name of scenario ${index + 1}`}
          placeholder="Name"
          maxLength={120}
          at={["scenarios", index, "name"]}
          value={scenario.name}
          onChange={(name) => change({ name })}
        />
        {!isOnly && (
          <NumberField
            className={styles.weight ?? ""}
            aria-label={`Weight of ${scenario.name}`}
            prefix="weight "
            min={0}
            at={["scenarios", index, "weight"]}
            value={scenario.weight}
            onChange={(weight) => change({ weight })}
          />
        )}
        {!isOnly && share !== null && <span className="muted">{Math.round(share * 100)} %</span>}
        <ItemMenu
          what={`scenario ${scenario.name}`}
          {...(index > 0 && { onUp: () => onChange(moveItem(scenarios, scenario.id, -1)) })}
          {...(index < scenarios.length - 1 && { onDown: () => onChange(moveItem(scenarios, scenario.id, 1)) })}
          onDuplicate={copy}
          {...(!isOnly && { onRemove: () => onChange(scenarios.filter((other) => other.id !== scenario.id)) })}
        />
      </div>
      <StepList
        steps={scenario.steps}
        at={["scenarios", index, "steps"]}
        depth={0}
        edit={(act) => change({ steps: act(scenario.steps) })}
        onAdd={(step) => change({ steps: [...scenario.steps, step] })}
      />
    </div>
  );
}
