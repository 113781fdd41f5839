/** Quick actions that GitLab 19 knows on any kind of item, from its quick actions page. An unknown one, such as `/esc`, stays text. */
const names = `
add_child add_contacts add_email approve assign blocked_by blocks board_move checkin_reminder clear_health_status clear_weight
clone close confidential convert_to_ticket copy_metadata create_merge_request done draft due duplicate estimate health_status
internal_note iteration label link lock merge milestone move page promote_to promote_to_incident publish react ready reassign
reassign_reviewer rebase relabel relate remove_child remove_contacts remove_due_date remove_email remove_estimate remove_iteration
remove_milestone remove_parent remove_time_spent remove_zoom reopen request_review run_pipeline set_parent severity shrug spend status
submit_review subscribe tableflip tag target_branch timeline title todo type unapprove unassign unassign_reviewer unlabel unlink
unlock unsubscribe weight zoom`
  .trim()
  .split(/\s+/);

const aliases: Record<string, string> = {
  labels: "label",
  remove_label: "unlabel",
  award: "react",
  epic: "set_parent",
  reviewer: "request_review",
  assign_reviewer: "request_review",
  remove_reviewer: "unassign_reviewer",
  estimate_time: "estimate",
  spend_time: "spend",
  remove_time_estimate: "remove_estimate",
};

export const quickActionNames: readonly string[] = [...names, ...Object.keys(aliases)];

/** `/labels` is `/label`; the summary names the action by its first name. */
export function canonicalName(name: string): string {
  return aliases[name.toLowerCase()] ?? name.toLowerCase();
}
