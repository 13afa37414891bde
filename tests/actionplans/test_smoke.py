
NAMES = ["plan", "timeline", "arrange", "create_node", "create_action", "follow_up", "export"]
PK = [
    "action",
    "edit_text",
    "edit_people",
    "edit_calendar",
    "edit_scope",
    "edit_budget",
    "add_partner",
    "add_step",
    "place_action",
    "delete_action",
    "report",
]


def test_pages(as_user, camille, ctg, action, issue, step, spend, objective):
    spend(action, 2026, 1000)
    spend(action, 2026, 400, "caf")
    spend(action, 2027, 400, "local", is_in_kind=True)
    c = as_user(camille)
    for n in NAMES:
        r = c.get(ctg.url(f"actionplans:{n}"))
        assert r.status_code == 200, n
    for n in PK:
        r = c.get(ctg.url(f"actionplans:{n}", pk=action.pk))
        assert r.status_code == 200, n
        r = c.get(ctg.url(f"actionplans:{n}", pk=action.pk), headers={"HX-Request": "true"})
        assert r.status_code == 200, n
    for n in ["edit_node", "delete_node", "create_child"]:
        r = c.get(ctg.url(f"actionplans:{n}", pk=objective.pk))
        assert r.status_code == 200, n
    for n in ["edit_step", "delete_step"]:
        r = c.get(ctg.url(f"actionplans:{n}", pk=step.pk))
        assert r.status_code == 200, n
