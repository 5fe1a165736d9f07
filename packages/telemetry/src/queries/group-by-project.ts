/** The items of each project, with their places in the list. */
export function groupByProject<Item extends { projectId: string }>(
  items: readonly Item[],
): Map<string, { item: Item; index: number }[]> {
  const groups = new Map<string, { item: Item; index: number }[]>();
  for (const [index, item] of items.entries()) {
    const group = groups.get(item.projectId);
    if (group) group.push({ item, index });
    else groups.set(item.projectId, [{ item, index }]);
  }
  return groups;
}
