#pragma once

#include <string>
#include <vector>

#include "deploy/lossyctl/doctor/findings.h"
#include "deploy/lossyctl/doctor/process_address.h"

namespace lossy::lossyctl {

// A gRPC service that the edge serves to clients, and its replicas.
struct ServedService {
  std::string name;  // The full name: "lossy.video.v1.VideoService".
  std::vector<ProcessAddress> replicas;
};

// Reads the descriptors of each replica by gRPC reflection, and returns the hash of the contract of
// all services, as the edge computes it for the same descriptors. Reports a replica that does not
// answer, and replicas of a service with different descriptors; the result is then empty. Blocks
// for some seconds for each replica at most.
std::string ContractOfServices(const std::vector<ServedService>& services, Findings& findings);

}  // namespace lossy::lossyctl
