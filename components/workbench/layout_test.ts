import assert from "node:assert/strict";
import fc from "fast-check";
import {
  activate,
  activeTab,
  closeTab,
  cycleTabs,
  focusGroup,
  type Layout,
  layoutAgain,
  layoutOf,
  moveToOtherGroup,
  openTab,
  readLayout,
  reopenTab,
  setSearch,
  showTab,
  split,
} from "./layout.ts";

const tab = (path: string, search = "") => ({ path, search });
const open = (...paths: string[]) => paths.slice(1).reduce((l, path) => openTab(l, tab(path)), layoutOf(tab(paths[0])));
/** `a *b | *c`: groups, and of each the tab in sight. */
const text = ({ groups }: Layout) =>
  groups.map(({ tabs, active }) => tabs.map(({ path }, i) => (i === active ? "*" : "") + path.slice(1)).join(" "))
    .join(" | ");

Deno.test("a tab opens beside the one in sight, once", () => {
  const layout = open("/a", "/b", "/c");
  assert.equal(text(layout), "a b *c");
  const back = openTab(layout, tab("/a"));
  assert.equal(text(back), "*a b c");
  assert.equal(text(openTab(back, tab("/d"))), "a *d b c");
});

Deno.test("going back shows a tab where it is open, and opens no second one", () => {
  const both = moveToOtherGroup(open("/a", "/b"));
  assert.equal(text(both), "*a | *b");
  const back = showTab(both, tab("/a"));
  assert.equal(text(back), "*a | *b");
  assert.equal(back.focused, 0);
  assert.equal(text(showTab(back, tab("/c"))), "a *c | *b");
  const twice = split(open("/a"), "right");
  assert.equal(showTab(twice, tab("/a")).focused, 1, "the group that has the keys rather than the other one");
});

Deno.test("the neighbour follows a tab that is closed; it can be opened again", () => {
  const layout = closeTab(open("/a", "/b", "/c"), 0, "/c");
  assert.equal(text(layout), "a *b");
  assert.equal(text(closeTab(layout, 0, "/a")), "*b");
  assert.equal(text(closeTab(activate(open("/a", "/b", "/c"), 0, "/a"), 0, "/a")), "*b c");
  assert.equal(text(reopenTab(layout)), "a b *c");
  assert.equal(text(closeTab(layoutOf(tab("/a")), 0, "/a")), "");
  assert.equal(activeTab(closeTab(layoutOf(tab("/a")), 0, "/a")), null);
});

Deno.test("splitting shows the tab in both groups; a group goes with its last tab", () => {
  const both = split(open("/a", "/b"), "down");
  assert.equal(text(both), "a *b | *b");
  assert.deepEqual([both.direction, both.focused], ["down", 1]);
  const one = closeTab(both, 1, "/b");
  assert.equal(text(one), "a *b");
  assert.equal(one.focused, 0);
});

Deno.test("a tab moves to the other group and back", () => {
  const moved = moveToOtherGroup(open("/a", "/b"));
  assert.equal(text(moved), "*a | *b");
  assert.equal(moved.focused, 1);
  const back = moveToOtherGroup(moved);
  assert.equal(text(back), "a *b");
  assert.equal(text(moveToOtherGroup(layoutOf(tab("/a")))), "*a", "it would be alone there, too");
  const first = focusGroup(split(open("/a", "/b"), "right"), 0);
  assert.equal(text(moveToOtherGroup(first)), "*a | *b", "it is there already");
});

Deno.test("tabs are cycled through; a search belongs to its tab", () => {
  assert.equal(text(cycleTabs(open("/a", "/b"), 1)), "*a b");
  assert.equal(text(cycleTabs(open("/a", "/b"), -1)), "*a b");
  const layout = setSearch(open("/a", "/b"), 0, tab("/a", "?x=1"));
  assert.deepEqual(layout.groups[0].tabs[0], tab("/a", "?x=1"));
  assert.equal(openTab(layout, tab("/a")).groups[0].tabs[0].search, "?x=1", "opening by the path alone keeps it");
});

Deno.test("whatever is done, there is a focused group, and a tab in sight where there are any", () => {
  const path = fc.constantFrom("/a", "/b", "/c", "/d");
  const deed = fc.oneof(
    path.map((p) => (l: Layout) => openTab(l, tab(p))),
    fc.tuple(fc.nat(1), path).map(([g, p]) => (l: Layout) => closeTab(l, g, p)),
    fc.constantFrom<(l: Layout) => Layout>(
      (l) => split(l, "right"),
      (l) => split(l, "down"),
      moveToOtherGroup,
      reopenTab,
      (l) => cycleTabs(l, 1),
      (l) => focusGroup(l, 1),
    ),
  );
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
      let layout = layoutOf(tab("/a"));
      for (const deed of deeds) {
        layout = deed(layout);
        assert.ok(layout.focused < layout.groups.length && layout.groups.length <= 2);
        for (const { tabs, active } of layout.groups) {
          assert.ok(tabs.length === 0 ? layout.groups.length === 1 : tabs[active] !== undefined);
          assert.equal(new Set(tabs.map(({ path }) => path)).size, tabs.length, "a path is open once in a group");
        }
        assert.equal(new Set(layout.groups.map(({ id }) => id)).size, layout.groups.length);
        assert.deepEqual(readLayout(JSON.parse(JSON.stringify(layout))), layout);
      }
    }),
    { seed: 6 },
  );
});

Deno.test("without its editors a kept layout has its parts as they were", () => {
  const kept = {
    ...moveToOtherGroup(open("/a", "/b")),
    sideWidth: 300,
    panel: "audit",
    panelOpen: true,
    panelHeight: 99,
  };
  assert.equal(text(layoutAgain(kept, tab("/c"), { restore: true })), "*a | b *c");
  const alone = layoutAgain(kept, tab("/c"), { restore: false });
  assert.equal(text(alone), "*c");
  const { sideWidth, panel, panelOpen, panelHeight } = alone;
  assert.deepEqual([sideWidth, panel, panelOpen, panelHeight], [300, "audit", true, 99]);
});

Deno.test("what is no layout is not taken for one", () => {
  for (const kept of [null, 7, [], {}, { groups: 1 }]) assert.equal(readLayout(kept), null);
  const { groups, sideWidth, side } = readLayout({
    groups: [{ tabs: [{ path: 5 }, { path: "https://elsewhere", search: "" }] }, { tabs: [tab("/a")], active: 9 }],
    sideWidth: 1e9,
  })!;
  assert.deepEqual(groups, [{ id: 0, tabs: [tab("/a")], active: 0 }]);
  assert.deepEqual([sideWidth, side], [232, "tracks"]);
});
