"""The widget kit: every control of the app, drawn from one set of tokens.

Every widget that draws takes the `look` (desktop.ui.look.Look) as its second argument; nothing reads a global.

    look.theme, look.icons, look.covers, look.changed     Theme (colours, Space, Radius, Size, Tone in ui/theme.py)
    follow_look(look, self._dress)                        dress now and at every change of theme (look.py)
    look.icons.icon(name, colour="text", size=20)         QIcon;  .paint(painter, rect, name, colour=) for delegates
    fonts.font(Size.BODY, weight=, is_tabular=)           QFont for painters

    buttons    Button(text, look, kind=Kind.PRIMARY|QUIET|PLAIN|DANGER, icon=, is_small=) .set_icon
               IconButton(icon, look, name=, size=36, icon_size=20, colour=) .set_name .set_icon
    labels     ElidedLabel(text, role=Role..., mode=)  Heading  Caption  paragraph(text) (wraps)
    header     PageHeader(title, caption=, actions=()) .set_title .set_caption .add_action
    search     SearchField(look, placeholder=)  signal searched(str)
    empty      EmptyState(icon, look, title=, text=, actions=())  Emblem(icon, look, edge=)
    pill       Pill(text, look, tone=Tone...) .show_state(text, tone=)
               paint_pill(painter, rect, text=, tone=, theme=)  pill_width(text)  HEIGHT
    progress   ProgressLine(look, name=, tone=) .show_share(0..1, tone=)  Meter(look, name=) .show_limit(Limit)
               paint_progress(painter, rect, share=, tone=, theme=)
    checks     CheckBox(text, look, is_tristate=)  paint_check(painter, rect, state=, theme=)
    selection  SelectAllBar(look, noun=, rest=None) signals all_wanted none_wanted; .show_counts(selected, shown)
               .add_action(button)
    switch     Switch(look, name=)  signal clicked(bool); .show_on(bool)
    fields     Field(label, look, editor=, hint=) .editor .text() .fail(sentence) .ease()  PasswordEdit(look)
               CodeEdit(length=, letters=) .is_whole
    segmented  SegmentedControl(look, name=, choices=[(value, text, icon|None)]) signal chosen(str); .value .set_value
    slider     Slider(look, name=, most=, step=, page=) signal chosen(int); .show_value(v, is_asked=) .show_cap(v)
    sheet      Sheet(look, window=, title=, text=, width=) .body .add_button(text, kind=, icon=, answers=) .open()
    overlay    Overlay(look, window=, width=) .panel (what Sheet and the palette are made of)
    toast      ToastHost(look, window=) .say(text, tone=, offer=Offer(text, run)) (MainWindow.toasts is one)
    surface    Surface() .column  rule()  paint_row(painter, rect, theme=, is_selected=, is_hovered=, is_focused=)
    covers     paint_cover(painter, rect, pixmap=, title=, radius=)  look.covers.pixmap(path, edge=, scale=)

In bind.py: follow(widget, source.subscribe, listener), spawn(widget, coroutine), await ask(sheet),
Refresh(widget, refresh) (once a turn of the loop), show_trouble(widget, trouble).
"""
