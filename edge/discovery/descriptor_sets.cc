#include "edge/discovery/descriptor_sets.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/version/descriptor_hash.h"
#include "contract/json_names/json_names.h"

namespace lossy::edge {
namespace {

using google::protobuf::DescriptorProto;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;

bool IsStandard(absl::string_view file) { return absl::StartsWith(file, "google/protobuf/"); }

void ClearDerivedName(FieldDescriptorProto& field) {
  if (field.json_name() == contract::DerivedJsonName(field.name())) field.clear_json_name();
}

void ClearDerivedNames(DescriptorProto& message) {
  for (FieldDescriptorProto& field : *message.mutable_field()) ClearDerivedName(field);
  for (FieldDescriptorProto& field : *message.mutable_extension()) ClearDerivedName(field);
  for (DescriptorProto& nested : *message.mutable_nested_type()) ClearDerivedNames(nested);
}

// Returns the bytes of a file without all that protoc and reflection give differently.
std::string CanonicalBytes(FileDescriptorProto file) {
  file.clear_source_code_info();
  for (FieldDescriptorProto& field : *file.mutable_extension()) ClearDerivedName(field);
  for (DescriptorProto& message : *file.mutable_message_type()) ClearDerivedNames(message);
  return file.SerializeAsString();
}

// The files of several sets, by name.
class FileUnion {
 public:
  void Add(const FileDescriptorProto& file) {
    Entry& entry = files_[file.name()];
    std::string bytes = CanonicalBytes(file);
    if (entry.file == nullptr) {
      entry = {.file = &file, .bytes = std::move(bytes)};
    } else if (entry.bytes != bytes) {
      entry.conflict = !IsStandard(file.name());
    } else if (!entry.file->has_source_code_info()) {
      entry.file = &file;
    }
  }

  MergedDescriptors Take() {
    MergedDescriptors merged;
    for (auto& [name, entry] : files_) {
      Append(entry, merged.descriptors);
      if (entry.conflict) merged.conflicts.push_back(name);
    }
    return merged;
  }

 private:
  struct Entry {
    const FileDescriptorProto* file = nullptr;
    std::string bytes;
    bool conflict = false;
    bool appended = false;
  };

  // Appends the files that the file imports, and then the file.
  void Append(Entry& entry, FileDescriptorSet& out) {
    if (entry.appended) return;
    entry.appended = true;
    for (const std::string& import : entry.file->dependency()) {
      const auto found = files_.find(import);
      if (found != files_.end()) Append(found->second, out);
    }
    *out.add_file() = *entry.file;
  }

  std::map<std::string, Entry> files_;
};

}  // namespace

std::string ContractHash(const FileDescriptorSet& descriptors) {
  std::map<std::string, std::string> files;
  for (const FileDescriptorProto& file : descriptors.file()) {
    files.emplace(file.name(), CanonicalBytes(file));
  }
  return base::HashDescriptors(files);
}

MergedDescriptors MergeDescriptors(const std::vector<const FileDescriptorSet*>& sets) {
  FileUnion all;
  for (const FileDescriptorSet* set : sets) {
    for (const FileDescriptorProto& file : set->file()) all.Add(file);
  }
  return all.Take();
}

bool DeclaresService(const FileDescriptorSet& descriptors, const std::string& service) {
  for (const FileDescriptorProto& file : descriptors.file()) {
    for (const auto& each : file.service()) {
      if (absl::StrCat(file.package(), ".", each.name()) == service) return true;
    }
  }
  return false;
}

}  // namespace lossy::edge
