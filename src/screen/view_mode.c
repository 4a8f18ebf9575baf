/* SPDX-License-Identifier: GPL-2.0-only */
/* What the modes share: their stack and their places. */
#include "view.h"

bool view_has(const struct view *view, const struct view_mode *mode)
{
	for (unsigned int i = 0; i < view->modes; i++)
		if (view->mode[i] == mode)
			return true;
	return false;
}

void view_close(struct view *view)
{
	if (view->modes > 1)
		view->modes--;
}

void view_toggle(struct view *view, const struct view_mode *mode)
{
	bool open = view_has(view, mode);

	while (open && view_has(view, mode))
		view_close(view);
	if (!open && view->modes < VIEW_MODES)
		view->mode[view->modes++] = mode;
	view->text_top = 0;
}

bool view_instead(struct view *view, const struct view_mode *mode)
{
	bool open = view_has(view, mode);

	view->modes = 1;
	if (!open)
		view_toggle(view, mode);
	return !open;
}

bool view_press(struct view *view, int code)
{
	const struct key *key = key_find(view->keys, view->n_keys, code);

	if (key)
		key->press(view, key->arg);
	return key;
}

struct canvas view_panel(const struct view *view, struct screen *screen,
			 enum layout_panel panel)
{
	struct canvas canvas = {
		screen, view->layout.panel[panel], view->utf8,
	};

	return canvas;
}

struct canvas view_middle(const struct view *view, struct screen *screen)
{
	struct canvas canvas = view_panel(view, screen, PANEL_VERDICT);

	canvas.box.y += canvas.box.height;
	canvas.box.height = view->layout.panel[PANEL_FOOTER].y - canvas.box.y;
	return canvas;
}
