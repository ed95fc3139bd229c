#include "deploy/lossyctl/help.h"

#include <iostream>

#include "absl/strings/str_cat.h"
#include "deploy/lossyctl/command.h"

namespace lossy::lossyctl {

std::string Usage() {
  std::string usage = "lossyctl: commands for operators of Lossy\n";
  for (const Command& command : Commands()) {
    const absl::string_view gap = command.flags.empty() ? "" : " ";
    absl::StrAppend(&usage, "\n  lossyctl ", command.name, gap, command.flags, "\n      ",
                    command.does, "\n");
  }
  absl::StrAppend(
      &usage,
      "\nWhere the links between processes use TLS, a command that calls a service "
      "needs\n--tls_internal_certificate, --tls_internal_key and --tls_internal_ca; the "
      "certificate\nhas the DNS name operator (docs/tls.md).\n");
  return usage;
}

absl::Status PrintHelp() {
  std::cout << Usage();
  return absl::OkStatus();
}

}  // namespace lossy::lossyctl
