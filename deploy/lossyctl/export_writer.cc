#include "deploy/lossyctl/export_writer.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace lossy::lossyctl {
namespace {

constexpr char kRecordings[] = "recordings";

// A service may not write outside the folder.
bool IsPlainName(absl::string_view name) {
  const auto plain = [](char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '.';
  };
  return !name.empty() && name[0] != '.' && std::all_of(name.begin(), name.end(), plain);
}

absl::Status CannotWrite(const std::filesystem::path& path) {
  return absl::UnavailableError(absl::StrCat("cannot write ", path.string()));
}

absl::Status CheckName(const std::string& name) {
  if (IsPlainName(name)) return absl::OkStatus();
  return absl::DataLossError("the service gave a name that is not one of a file");
}

}  // namespace

absl::Status ExportWriter::Write(const privacy::v1::ExportUserResponse& part) {
  if (part.has_row()) return WriteRow(part.row());
  if (part.has_file()) return WriteFile(part.file());
  return absl::OkStatus();
}

absl::Status ExportWriter::WriteRow(const privacy::v1::ExportUserResponse::Row& row) {
  if (absl::Status name = CheckName(row.table()); !name.ok()) return name;
  const auto [found, first] = tables_.try_emplace(row.table());
  std::ofstream& table = found->second;
  const std::filesystem::path path = folder_ / (row.table() + ".json");
  if (first) {
    std::error_code ignored;
    std::filesystem::create_directories(folder_, ignored);
    table.open(path, std::ios::binary | std::ios::trunc);
  }
  table << (first ? "[\n" : ",\n") << row.json();
  return table.good() ? absl::OkStatus() : CannotWrite(path);
}

absl::Status ExportWriter::WriteFile(const privacy::v1::ExportUserResponse::File& file) {
  if (absl::Status name = CheckName(file.name()); !name.ok()) return name;
  const std::filesystem::path path = folder_ / kRecordings / file.name();
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  std::ofstream out(path, std::ios::binary | std::ios::app);
  out << file.data();
  return out.flush().good() ? absl::OkStatus() : CannotWrite(path);
}

absl::Status ExportWriter::Finish() {
  for (auto& [name, table] : tables_) {
    table << "\n]\n";
    if (!table.flush().good()) return CannotWrite(folder_ / (name + ".json"));
  }
  return absl::OkStatus();
}

}  // namespace lossy::lossyctl
