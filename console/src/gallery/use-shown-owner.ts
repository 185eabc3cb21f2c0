import { useSearchParams } from "wouter";
import { useServices } from "@/app/services";

/** The owner of the shown images: `owner` of the address, or the user. */
export function useShownOwner(): string {
  const [params] = useSearchParams();
  const { user } = useServices();
  return params.get("owner") || user.sub;
}
