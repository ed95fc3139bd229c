#include "absl/strings/str_cat.h"
#include "services/notes/export/export_formats.h"
#include "services/notes/export/export_text.h"
#include "services/notes/export/marker_color.h"

namespace lossy::notes {
namespace {

// Appends an attribute of a marker; `value` must be escaped. Avid numbers the kinds: 1 is an
// integer, 2 a text.
void AppendAttribute(absl::string_view name, absl::string_view value, bool number,
                     std::string* xml) {
  absl::StrAppend(xml,
                  "        <ListElem>\n"
                  "          <AvProp id=\"ATTR\" name=\"OMFI:ATTB:Kind\" type=\"int32\">",
                  number ? 1 : 2,
                  "</AvProp>\n"
                  "          <AvProp id=\"ATTR\" name=\"OMFI:ATTB:Name\" type=\"string\">",
                  name, "</AvProp>\n          <AvProp id=\"ATTR\" name=\"OMFI:ATTB:",
                  number ? "IntAttribute\" type=\"int32\">" : "StringAttribute\" type=\"string\">",
                  value, "</AvProp>\n        </ListElem>\n");
}

void AppendMarker(const ExportedVideo& video, const ExportedNote& note, std::string* xml) {
  const FrameRange frames = FramesOf(note, video.rate());
  absl::StrAppend(
      xml,
      "    <AvClass id=\"ATTR\">\n"
      "      <AvProp id=\"ATTR\" name=\"__OMFI:ATTR:NumItems\" type=\"int32\">6</AvProp>\n"
      "      <List id=\"OMFI:ATTR:AttrRefs\">\n");
  AppendAttribute("_ATN_CRM_COLOR", ColorOf(note.category).avid, false, xml);
  AppendAttribute("_ATN_CRM_USER", XmlText(note.category), false, xml);
  AppendAttribute("_ATN_CRM_COM", XmlText(note.text), false, xml);
  AppendAttribute("_ATN_CRM_TC", TimecodeOf(video, frames.begin).ToString(), false, xml);
  AppendAttribute("_ATN_CRM_TRK", "V1", false, xml);
  AppendAttribute("_ATN_CRM_LENGTH", absl::StrCat(frames.length()), true, xml);
  // Avid ends the list with an empty element.
  absl::StrAppend(xml, "        <ListElem/>\n      </List>\n    </AvClass>\n");
}

}  // namespace

std::string ToAvidXml(const ExportedVideo& video) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<Avid:StreamItems xmlns:Avid=\"http://www.avid.com\">\n"
      "  <Avid:XMLFileData>\n"
      "    <AvProp name=\"DomainMagic\" type=\"string\">Domain</AvProp>\n"
      "    <AvProp name=\"DomainKey\" type=\"char4\">58424a44</AvProp>\n";
  for (const ExportedNote& note : video.notes) AppendMarker(video, note, &xml);
  absl::StrAppend(&xml, "  </Avid:XMLFileData>\n</Avid:StreamItems>\n");
  return xml;
}

}  // namespace lossy::notes
