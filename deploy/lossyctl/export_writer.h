#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "lossy/privacy/v1/privacy.pb.h"

namespace lossy::lossyctl {

// Writes what one service exports into a folder, which it makes: a JSON file for each table, and
// files in the folder "recordings".
class ExportWriter {
 public:
  explicit ExportWriter(std::filesystem::path folder) : folder_(std::move(folder)) {}

  absl::Status Write(const privacy::v1::ExportUserResponse& part);
  // Completes the files. To be called once, at the end.
  absl::Status Finish();

 private:
  absl::Status WriteRow(const privacy::v1::ExportUserResponse::Row& row);
  absl::Status WriteFile(const privacy::v1::ExportUserResponse::File& file);

  const std::filesystem::path folder_;
  std::map<std::string, std::ofstream> tables_;  // By name.
};

}  // namespace lossy::lossyctl
