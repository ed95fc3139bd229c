#include "contract/diff/message_diff.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace lossy::contract {
namespace {

bool Contains(const std::vector<std::string>& all, absl::string_view name) {
  return std::find(all.begin(), all.end(), name) != all.end();
}

bool Accepts(const MessageField& field, absl::string_view key) {
  return field.key == key || Contains(field.aliases, key);
}

// Returns true for the keys that protoc derives from a field's name: room_id and roomId.
bool IsDerived(absl::string_view key, absl::string_view name) {
  const auto letters = [](absl::string_view text) {
    return absl::AsciiStrToLower(absl::StrReplaceAll(text, {{"_", ""}}));
  };
  return letters(key) == letters(name);
}

template <typename Predicate>
const MessageField* FindField(const MessageType& message, Predicate predicate) {
  const auto found = std::find_if(message.fields.begin(), message.fields.end(), predicate);
  return found == message.fields.end() ? nullptr : &*found;
}

const MessageField* FieldThatAccepts(const MessageType& message, absl::string_view key) {
  return FindField(message, [&](const MessageField& field) { return Accepts(field, key); });
}

std::string Below(absl::string_view path, absl::string_view key) {
  return absl::StrCat(path, path.empty() ? "" : ".", key);
}

// Returns the path of the values inside a field's value: "posts[]" for a list.
std::string Inside(const std::string& path, const MessageField& field) {
  return absl::StrCat(path, field.repeated ? "[]" : "", field.map ? ".*" : "");
}

}  // namespace

MessageDiff::MessageDiff(MessageDirection direction, std::string place, FindingList* findings)
    : direction_(direction),
      from_client_(direction == MessageDirection::kFromClient),
      place_(std::move(place)),
      findings_(*findings) {}

void MessageDiff::SetBound(std::vector<std::string> old_names, std::vector<std::string> new_names) {
  old_bound_ = std::move(old_names);
  new_bound_ = std::move(new_names);
}

void MessageDiff::Compare(const MessageType* old_message, const MessageType* new_message) {
  const MessageType empty;
  const MessageType& before = old_message == nullptr ? empty : *old_message;
  const MessageType& after = new_message == nullptr ? empty : *new_message;
  CompareBinary(before, after);
  CompareMessages(before, after, "");
}

void MessageDiff::CompareMessages(const MessageType& old_message, const MessageType& new_message,
                                  const std::string& path) {
  // A message may contain itself.
  if (!compared_.emplace(&old_message, &new_message).second) return;
  const bool top = path.empty();
  std::vector<const MessageField*> matched;
  for (const MessageField& field : old_message.fields) {
    if (top && from_client_ && Contains(old_bound_, field.name)) continue;
    subject_ = absl::StrCat(old_message.full_name, ".", field.name);
    const MessageField* const match = Match(new_message, field);
    if (match == nullptr) {
      Remove(field, new_message, Below(path, field.key));
    } else {
      matched.push_back(match);
      CompareField(new_message, field, *match, Below(path, field.key));
    }
  }
  for (const MessageField& field : new_message.fields) {
    if (top && from_client_ && Contains(new_bound_, field.name)) continue;
    if (std::find(matched.begin(), matched.end(), &field) != matched.end()) continue;
    subject_ = absl::StrCat(new_message.full_name, ".", field.name);
    Add(old_message, field, Below(path, field.key));
  }
}

const MessageField* MessageDiff::Match(const MessageType& new_message,
                                       const MessageField& old_field) const {
  if (from_client_) return FieldThatAccepts(new_message, old_field.key);
  return FindField(new_message,
                   [&](const MessageField& field) { return field.key == old_field.key; });
}

void MessageDiff::CompareBinary(const MessageType& old_message, const MessageType& new_message) {
  const MessageField* const before = BinaryField(old_message);
  const MessageField* const after = BinaryField(new_message);
  const std::string old_key = before == nullptr ? "" : before->key;
  const std::string new_key = after == nullptr ? "" : after->key;
  if (old_key == new_key) return;
  subject_ = absl::StrCat(old_message.full_name, " to ", new_message.full_name);
  std::string what = absl::StrCat("the payload of a binary frame is now `", new_key, "`");
  if (before == nullptr) what = "the key became the payload of a binary frame";
  if (after == nullptr) what = "the key is no longer the payload of a binary frame";
  Report(before == nullptr ? new_key : old_key,
         {Severity::kBreak, std::move(what),
          from_client_ ? "The new server rejects the binary frame of an old page, or stores its "
                         "bytes in another field."
                       : "An old page receives the message in another form of frame.",
          "Keep the mark, and add an event for the other form."});
}

void MessageDiff::Remove(const MessageField& old_field, const MessageType& new_message,
                         const std::string& path) {
  std::string what = "the key was removed";
  if (!old_field.oneof.empty()) {
    what = absl::StrCat("the member of the oneof `", old_field.oneof, "` was removed");
  }
  const MessageField* const renamed = FindField(
      new_message, [&](const MessageField& field) { return field.name == old_field.name; });
  if (renamed != nullptr) what = absl::StrCat("the key was renamed to `", renamed->key, "`");
  if (from_client_) {
    Report(path,
           {Severity::kBreak, std::move(what),
            "An old page still sends the key, and the new server ignores it without an error.",
            "Keep the field and mark it deprecated, or make its key an `alias` of the new "
            "field."});
  } else {
    Report(path,
           {Severity::kBreak, std::move(what), "An old page reads the key, which is now undefined.",
            "Keep the old key and mark it deprecated; add a new key beside it."});
  }
}

void MessageDiff::Add(const MessageType& old_message, const MessageField& new_field,
                      const std::string& path) {
  const bool joins_oneof =
      !new_field.oneof.empty() && FindField(old_message, [&](const MessageField& field) {
                                    return field.oneof == new_field.oneof;
                                  }) != nullptr;
  if (from_client_ && new_field.required) {
    Report(path, {Severity::kBreak, "a required key was added",
                  "The new server rejects the payload of an old page, which omits the key.",
                  "Omit `required`, and choose a value for payloads without the key."});
  } else if (!from_client_ && joins_oneof) {
    Report(path, {Severity::kWarning,
                  absl::StrCat("a member was added to the oneof `", new_field.oneof, "`"),
                  "An old page may receive a message with no member that it expects.",
                  "Send the new member only to clients that request it."});
  } else {
    Report(path, {Severity::kOk, "the key was added", "", ""});
  }
}

void MessageDiff::CompareField(const MessageType& new_message, const MessageField& old_field,
                               const MessageField& new_field, const std::string& path) {
  if (old_field.key != new_field.key) {
    Report(path, {Severity::kOk,
                  absl::StrCat("the key was renamed to `", new_field.key,
                               "`; the server still accepts the old one"),
                  "", ""});
  }
  if (from_client_) CompareAliases(new_message, old_field, path);
  for (ValueChange& change : ValueChanges(direction_, old_field, new_field)) {
    Report(path, std::move(change));
  }
  if (old_field.message != nullptr && new_field.message != nullptr) {
    CompareMessages(*old_field.message, *new_field.message, Inside(path, old_field));
  }
}

void MessageDiff::CompareAliases(const MessageType& new_message, const MessageField& old_field,
                                 const std::string& path) {
  for (const std::string& alias : old_field.aliases) {
    if (FieldThatAccepts(new_message, alias) != nullptr) continue;
    Report(path, {IsDerived(alias, old_field.name) ? Severity::kWarning : Severity::kBreak,
                  absl::StrCat("the server no longer accepts the spelling `", alias, "`"),
                  "The new server ignores the value of an old page that uses this spelling.",
                  absl::StrCat("Add (lossy.channel.v1.alias) = \"", alias, "\" to the field.")});
  }
}

void MessageDiff::Report(const std::string& path, ValueChange change) {
  findings_.Add({.severity = change.severity,
                 .elements = {absl::StrCat(place_, " ", path)},
                 .what = std::move(change.what),
                 .why = std::move(change.why),
                 .remedy = std::move(change.remedy)},
                absl::StrCat(from_client_ ? "from " : "to ", subject_));
}

}  // namespace lossy::contract
