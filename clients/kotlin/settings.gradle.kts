// The artefact is called by this, and not by the folder: vn.thidua:client.
rootProject.name = "client"
