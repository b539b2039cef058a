import type { JSX, ReactNode } from 'react';
import { type Audience, AUDIENCES, type Choice, type Development, type Role, ROLES, rolesOf } from './session';

interface PickerProps {
  readonly choice: Choice;
  readonly development: Development | null;
  readonly onChange: (choice: Choice) => void;
}

/** Whose API, which brand, and as whom. */
export function Picker({ choice, development, onChange }: PickerProps): JSX.Element {
  const roles = rolesOf(choice.audience, development, choice.brand);
  return (
    <header className="picker">
      <strong>Regulars</strong>
      <Select label="API" value={choice.audience} onChange={(audience) => onChange({ ...choice, audience: audience as Audience })}>
        {Object.entries(AUDIENCES).map(([audience, { path, title }]) => <option key={audience} value={audience}>{`${path} · ${title}`}</option>)}
      </Select>
      {development && choice.audience !== 'platform' && (
        <Select label="Brand" value={choice.brand} onChange={(brand) => onChange({ ...choice, brand })}>
          {development.brands.map(({ code }) => <option key={code} value={code}>{code}</option>)}
        </Select>
      )}
      {development && (
        <Select label="As" value={choice.role} onChange={(role) => onChange({ ...choice, role: role as Role })}>
          {roles.map((role) => <option key={role} value={role}>{ROLES[role]}</option>)}
        </Select>
      )}
      {choice.role === 'own' && <Token value={choice.token} onChange={(token) => onChange({ ...choice, token })} />}
      {development && <span className="note">development credentials</span>}
    </header>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

function Select({ label, value, onChange, children }: SelectProps): JSX.Element {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>{children}</select>
    </label>
  );
}

function Token({ value, onChange }: { readonly value: string; readonly onChange: (token: string) => void }): JSX.Element {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange(String(new FormData(event.currentTarget).get('token') ?? '').trim());
      }}
    >
      <input name="token" type="password" autoComplete="off" defaultValue={value} placeholder="rk_live_…" aria-label="Token" />
      <button type="submit">Use</button>
    </form>
  );
}
