import { CloseButton, TextInput } from "@mantine/core";
import { UserSearch } from "lucide-react";
import { type FormEvent, useState } from "react";

interface Props {
  owner: string;
  onChange(owner: string): void;
}

/** For admins: shows the images of another user, by their `sub`. */
export function OwnerField({ owner, onChange }: Props) {
  const [value, setValue] = useState(owner);

  function submit(event: FormEvent) {
    event.preventDefault();
    onChange(value.trim());
  }

  return (
    <form onSubmit={submit}>
      <TextInput
        size="sm"
        w={340}
        maw="100%"
        aria-label="Owner's id (sub)"
        placeholder="Owner's id, then Enter"
        spellCheck={false}
        leftSection={<UserSearch size={16} />}
        rightSection={
          owner && <CloseButton aria-label="Back to your images" onClick={() => onChange("")} />
        }
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
    </form>
  );
}
