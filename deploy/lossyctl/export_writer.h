#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "lossy/privacy/v1/privacy.pb.h"

namespace lossy::lossyctl {

// Writes the export of one user's data by one service to a folder, which it creates. The folder has
// a JSON file for each table, an array of rows, and a subfolder "recordings" with files. Not
// thread-safe.
class ExportWriter {
 public:
  explicit ExportWriter(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Writes one message of the export's stream. Returns an error if a file cannot be written.
  absl::Status Write(const privacy::v1::ExportUserResponse& part);
  // Completes and closes the files. Call once, after the last part.
  absl::Status Finish();

 private:
  absl::Status WriteRow(const privacy::v1::ExportUserResponse::Row& row);
  absl::Status WriteFile(const privacy::v1::ExportUserResponse::File& file);

  const std::filesystem::path folder_;
  std::map<std::string, std::ofstream> tables_;  // By name.
};

}  // namespace lossy::lossyctl
