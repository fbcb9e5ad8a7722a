plugins {
    kotlin("jvm") version "2.4.20"
    id("org.openapi.generator") version "7.26.0"
    `java-library`
    `maven-publish`
}

group = "vn.thidua"
version = "1.0.0"

repositories { mavenCentral() }

dependencies {
    api("com.fasterxml.jackson.core:jackson-databind:2.21.3")
    api("com.fasterxml.jackson.datatype:jackson-datatype-jsr310:2.21.3")
    api("jakarta.annotation:jakarta.annotation-api:2.1.1")
    implementation("org.apache.httpcomponents:httpmime:4.5.14")
}

// The same options as the step `clients` of .ci/run.
openApiGenerate {
    generatorName = "java"
    library = "native"
    inputSpec = layout.projectDirectory.file("../../openapi/openapi.json")
    outputDir = layout.buildDirectory.dir("generated")
    configFile = layout.projectDirectory.file("generator.json")
    globalProperties = mapOf("apis" to "", "models" to "", "supportingFiles" to "", "apiTests" to "false", "modelTests" to "false", "apiDocs" to "false", "modelDocs" to "false")
}

sourceSets.main { java.srcDir(layout.buildDirectory.dir("generated/src/main/java")) }
tasks.compileKotlin { dependsOn(tasks.openApiGenerate) }
kotlin { jvmToolchain(17) }
publishing.publications.create<MavenPublication>("client") { from(components["java"]) }
