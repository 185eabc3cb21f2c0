import { useSearchParams } from "wouter";
import { useServices } from "@/app/services";

/** Whose images the address names; one's own unless it says `owner`. */
export function useShownOwner(): string {
  const [params] = useSearchParams();
  const { user } = useServices();
  return params.get("owner") || user.sub;
}
