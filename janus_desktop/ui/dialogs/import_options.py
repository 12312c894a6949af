"""Before an import: where files go, what is passed over, and what every image of it gets."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from janus_desktop.models import ImportOptions
from janus_desktop.settings import SETTINGS, Settings
from janus_desktop.ui.dialogs.form import FormDialog
from janus_desktop.ui.language import say, tr

#: fields that a person may give to all, with their settings
TEXTS: Final = ("creator", "rights", "description")


def options_of(settings: Settings) -> ImportOptions:
    """The choices that were made last."""
    values = {name: text for name in TEXTS if (text := settings.get(f"import_{name}"))}
    return ImportOptions(
        copy=settings.get("import_mode") == "copy",
        recurse=settings.get("import_subfolders"),
        values=values,
        ignore=settings.get("import_ignore"),
        tags=settings.get("import_tags"),
    )


class ImportOptionsDialog(FormDialog):
    """Asks how to import; the choices are kept in the settings. `chosen(ImportOptions)` on Import."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None, settings: Settings) -> None:
        super().__init__(parent, tr("Import"), tr("&Import"), width=480)
        self._settings = settings
        self.mode = QComboBox()
        for value, text in SETTINGS["import_mode"].choices.items():
            self.mode.addItem(say(text), value)
        self.mode.setCurrentIndex(self.mode.findData(settings.get("import_mode")))
        self.subfolders = QCheckBox(tr("Include &subfolders"))
        self.subfolders.setChecked(settings.get("import_subfolders"))
        self.ignore = QPlainTextEdit("\n".join(settings.get("import_ignore")))
        self.ignore.setFixedHeight(64)
        self.ignore.setTabChangesFocus(True)
        self.tags = QLineEdit(", ".join(tag.replace("|", " › ") for tag in settings.get("import_tags")))
        self.texts = {name: QLineEdit(settings.get(f"import_{name}")) for name in TEXTS}
        self.again = QCheckBox(tr("&Don’t ask again"))
        self.again.setChecked(settings.get("import_ask") == "never")
        self._lay_out()

    def _lay_out(self) -> None:
        form = self.form
        form.add("mode", tr("&Files"), self.mode)
        form.rows.addSpacing(8)
        form.rows.addWidget(self.subfolders)
        form.add(
            "ignore",
            tr("&Pass over"),
            self.ignore,
            hint=tr("One pattern on each line, as in .gitignore: *_edited.jpg, backup/"),
        )
        form.add(
            "tags", tr("&Tags for all"), self.tags, hint=tr("Commas part tags; Species › Lycaena is one below another.")
        )
        captions = {
            "creator": tr("&Creator for all"),
            "rights": tr("&Rights for all"),
            "description": tr("D&escription for all"),
        }
        for name, caption in captions.items():
            form.add(name, caption, self.texts[name])
        self.body.addWidget(self.again)
        self.again.setToolTip(tr("Settings ▸ Import asks again."))
        self.mode.setFocus()

    def options(self) -> ImportOptions:
        """What is chosen now."""
        return ImportOptions(
            copy=self.mode.currentData() == "copy",
            recurse=self.subfolders.isChecked(),
            values={name: text for name, line in self.texts.items() if (text := line.text().strip())},
            ignore=tuple(line for each in self.ignore.toPlainText().splitlines() if (line := each.strip())),
            tags=_tags(self.tags.text()),
        )

    def submit(self) -> None:
        """Keep the choices and go."""
        options, settings = self.options(), self._settings
        settings.set("import_mode", "copy" if options.copy else "link")
        settings.set("import_subfolders", options.recurse)
        settings.set("import_ignore", options.ignore)
        settings.set("import_tags", options.tags)
        for name in TEXTS:
            settings.set(f"import_{name}", str(options.values.get(name) or ""))
        if self.again.isChecked():
            settings.set("import_ask", "never")
        self.accept()
        self.chosen.emit(options)


def _tags(text: str) -> tuple[str, ...]:
    """What was typed, as the catalogue writes tags: `Species|Lycaena`."""
    names = []
    for part in text.split(","):
        levels = [level.strip() for level in part.replace("›", "|").replace("/", "|").split("|")]
        if path := "|".join(level for level in levels if level):
            names.append(path)
    return tuple(dict.fromkeys(names))
